/** Everything that this app asks Slack for. docs/slack/manifest.yaml asks for the same. */
export const listened = {
  command: '/tryeza',
  /** Of the global shortcut. */
  shortcut: 'new_referral',
  events: ['app_home_opened', 'app_uninstalled', 'message', 'tokens_revoked'],
} as const;
