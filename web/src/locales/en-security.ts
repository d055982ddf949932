// English texts of signing in safely: sessions, rules of passwords, second factor, directories.

export const en = {
  session: {
    title: "Where you are signed in",
    titleOf: "Sessions of {{name}}",
    note: "A session ends twelve hours after its last use, and a week after it began.",
    menu: "Sessions",
    unknown: "Unknown program",
    current: "this one",
    ldap: "LDAP",
    oidc: "single sign-on",
    since: "since {{time}}",
    seen: "active",
    end: "Sign out",
    endName: "Sign out {{name}}",
    endOthers: "Sign out everywhere else",
    endAll: "Sign out everywhere",
    endAllText: "Whoever works there has to sign in again. What is not saved there is lost.",
    ended: "The session was ended.",
    endedAll_one: "{{count}} session was ended.",
    endedAll_other: "{{count}} sessions were ended.",
    none: "Not signed in anywhere.",
  },
};
