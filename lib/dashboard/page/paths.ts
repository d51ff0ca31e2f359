/** Where each page stands; what lies below a path is its page's too: `/topics/orders`. */
export const PAGE_PATHS = {
  overview: "/",
  topics: "/topics",
  messages: "/messages",
  groups: "/groups",
  produce: "/produce",
  schemas: "/schemas",
  lab: "/lab",
  wire: "/wire",
  classroom: "/classroom",
} as const;
