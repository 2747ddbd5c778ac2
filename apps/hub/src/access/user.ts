import type { Role } from './right.js';

/** Somebody who may sign in, without what they sign in with. */
export interface User {
  readonly id: string;
  /** In lower case. */
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly isDisabled: boolean;
  readonly createdAt: Date;
  readonly lastSignInAt: Date | null;
  /** False of those who have yet to set one, and of those who sign in elsewhere. */
  readonly hasPassword: boolean;
}

export const toEmail = (text: string): string => text.trim().toLowerCase();
