/** A Slack account as the house keeps it: `<team id>/<user id>`. */
export const addressOf = (teamId: string, userId: string): string => `${teamId}/${userId}`;

/** To whom a message for that address is posted: Slack opens the direct chat by itself. */
export const userOf = (address: string): string => address.slice(address.indexOf('/') + 1);

export const teamOf = (address: string): string => address.slice(0, Math.max(0, address.indexOf('/')));
