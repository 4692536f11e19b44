import { type Markup, markup } from './markup.js';

/** What surrounds the content of each page. */
export interface PageFrame {
  readonly title: string;
  /** The relative address of the service's root: empty or `../`, so that pages also work behind a proxy's path prefix. */
  readonly root: string;
}

/** A whole page. It has no script, and the style sheet of `/docs`. */
export const page = ({ title, root }: PageFrame, content: Markup): string =>
  String(markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="${root}docs/style.css">
<link rel="icon" type="image/svg+xml" href="${root}docs/icon.svg">
</head>
<body class="metadata">
<a class="skip" href="#content">Skip to the content</a>
<header>
<nav aria-label="Documentation">
<a href="${root}metadata">Operations</a>
<a href="${root}docs">Swagger UI</a>
<a href="${root}openapi.json">OpenAPI</a>
</nav>
</header>
<main id="content">
${content}</main>
</body>
</html>
`);
