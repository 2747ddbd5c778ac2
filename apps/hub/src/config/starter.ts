/** What `segue init` writes. Valid as it is: all that needs a credential is a comment. */
export const STARTER = `# yaml-language-server: $schema=./segue.schema.json
# What Segue reads, whom it groups, and what it keeps in step. Check it: segue check
# \${NAME} is replaced by the environment variable of that name: keep secrets there, not here.

workspace:
  name: My workspace
  timezone: UTC # decides what "today" and "this month" mean, e.g. Europe/Berlin

# Where people and events come from, and where segments go to.
connections:
#  - id: crm
#    plugin: hubspot
#    settings: { accessToken: "\${HUBSPOT_TOKEN}" }
#    schedule: { every: 15m } # or { cron: "0 6 * * 1-5" }, or { after: another-id }
#  - id: newsletter
#    plugin: mailchimp
#    settings: { apiKey: "\${MAILCHIMP_API_KEY}" }

# What tells one person from another, the strongest first. limit: how many of the type one person may have.
identity:
  identifiers:
    - { type: userId, limit: 1 }
    - { type: email, limit: 5 }
    - { type: phone, limit: 5 }
    - { type: anonymousId, limit: 100 }

# Where sources disagree on a trait, the newest value wins. Name the sources to trust instead, best first.
traits:
#  plan: { type: string, from: [crm] }

# Rules over people's traits and events.
segments:
  - key: everyone
    name: Everyone
    rule: { everyone: true }
  - key: window-shoppers
    name: Window shoppers
    description: Many sessions, no order
    rule:
      all:
        - { event: Session Started, count: { gt: 5 } }
        - { not: { event: Order Completed } }
#  - { key: guests, name: Guests, static: true } # people who are added by hand: segue segment import

# Each keeps one audience at a destination equal to one segment.
syncs:
#  - id: window-shoppers-to-newsletter
#    segment: window-shoppers
#    connection: newsletter
#    audience: { listId: abc123, name: Window shoppers }
#    fields: { FNAME: firstName } # field there: trait here
#    schedule: { every: 1h }
#    guards: { maxLeavePercent: 20, maxChanges: 50000, minSize: 1 } # beyond these a run stops and asks
`;
