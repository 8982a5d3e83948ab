import { SILLON } from "./client";

export const ADMIN = new URL(SILLON).origin;

/** The security policy of all pages: no script runs but those of the build. Pictures and films may be anywhere. */
export const POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src * data:",
  "media-src *",
  `connect-src 'self' ${ADMIN}`,
  "object-src 'none'",
  "base-uri 'none'",
  `form-action 'self' ${ADMIN}`,
];
