import type { Client } from 'pg';

export const SERVER_URL: string;
export function onServer<T>(url: string, work: (client: Client) => Promise<T>): Promise<T>;
export function isReachable(): Promise<boolean>;
