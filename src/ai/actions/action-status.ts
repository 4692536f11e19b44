/** The states of an action (WIRE.md section 6). All but `Applied` are open: the action stands in its session's `Actions`. */
export const ACTION_STATUSES = ['Waiting', 'Applying', 'Applied', 'Failed'] as const;
export type ActionStatus = (typeof ACTION_STATUSES)[number];

/** The condition on the column `status` that selects open actions. */
export const IS_OPEN = `status IN ('Waiting', 'Applying', 'Failed')`;
