import type { Page } from './page.js';

/** Every item of a list, page by page as they are asked for. */
export async function* paginate<Item extends object, Request extends object>(
  first: Request,
  give: (request: Request) => Promise<Page<Item, Request>>,
): AsyncGenerator<Item, void, undefined> {
  for (let request: Request | undefined = first; request;) {
    const page: Page<Item, Request> = await give(request);
    yield* page.items;
    request = page.next;
  }
}
