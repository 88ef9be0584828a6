/**
 * What the inbox knows an update by. Each begins with the workspace: another one counts from elsewhere. What Slack sends
 * again (an event), or a person twice (a tap whose answer was lost), has the same.
 */
export const eventUpdate = (teamId: string, eventId: string): string => `${teamId}/event:${eventId}`;

/** A command, a shortcut, a tap. */
export const triggerUpdate = (teamId: string, triggerId: string): string => `${teamId}/trigger:${triggerId}`;

/** One page of a window as it stood when it was sent. */
export const viewUpdate = (teamId: string, viewId: string, hash: string): string => `${teamId}/view:${viewId}:${hash}`;
