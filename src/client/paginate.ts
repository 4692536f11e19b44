import type { Page } from './page.js';

/** Iterates over the items of a list, and requests the pages as they are needed. */
export async function* paginate<Item extends object, Request extends object>(
  first: Request,
  loadPage: (request: Request) => Promise<Page<Item, Request>>,
): AsyncGenerator<Item, void, undefined> {
  for (let request: Request | undefined = first; request;) {
    const page: Page<Item, Request> = await loadPage(request);
    yield* page.items;
    request = page.next;
  }
}
