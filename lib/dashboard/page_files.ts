/** Files of the pages by their path below `page/`: TypeScript modules and style sheets, as text. */
export type PageFiles = Readonly<Record<string, string>>;
