interface Named {
  readonly profileId: string;
  readonly email: string | null;
  readonly userId: string | null;
  readonly phone: string | null;
  readonly anonymousId: string | null;
}

/** The names of a person, the one that says most to people first; in the end the profile's id. */
export function nameOf({ profileId, email, userId, phone, anonymousId }: Named): readonly string[] {
  const names = [email, userId, phone, anonymousId].filter((name) => name !== null);
  return names.length > 0 ? names : [profileId];
}
