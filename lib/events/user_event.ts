/** What users do. */
export const USER_ACTIONS = ["signup", "click", "purchase", "page_view"] as const;

/** One of the things that users do. */
export type UserAction = (typeof USER_ACTIONS)[number];

/** What a user did, as the JSON text of the topic `user-events` holds it. */
export interface UserEvent {
  /** Who; a text, also where it is made of digits. */
  readonly user_id: string;
  /** What. */
  readonly event: UserAction;
  /** What a purchase cost. */
  readonly amount?: number;
  /** A UUID; where it is missing, the record's place tells events apart. */
  readonly event_id?: string;
  /** UTC, ISO 8601 with `Z`; the record's own time where it is missing. */
  readonly timestamp?: string;
  /** The visit that it belongs to. */
  readonly session_id?: string;
  /** The page that was clicked or looked at. */
  readonly page?: string;
  /** The HTTP status that the user got. */
  readonly status?: number;
}
