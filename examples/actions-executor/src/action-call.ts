/** A call that voice-api sends. */
export interface ActionCall {
  /** The same each time the call is sent. */
  readonly id: string;
  readonly sessionId: string;
  readonly functionName: string;
  readonly arguments: Readonly<Record<string, string>>;
  readonly description: string | null;
  readonly stagedBy: string;
  readonly dateStaged: string;
  readonly appliedBy: string;
}

/** The answer that it expects. */
export interface ActionAnswer {
  readonly ok: boolean;
  /** Text for the log of the session. */
  readonly log?: string;
  /** Why the call failed. */
  readonly error?: string;
}
