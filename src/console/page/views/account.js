import { call, pathOf } from '../api.js';
import { announce, fill, h } from '../dom.js';
import { accountForm } from './account-form.js';
import { accountsWithIds } from './account-field.js';
import { addressOf, goTo } from './address.js';
import { confirm } from './confirm.js';
import { byline, facts, none, timeOf } from './format.js';
import { loader } from './loading.js';
import { readAgain } from './read-again.js';

/** One account: what it is, its name and parent, and how to delete it. */
export function accountView({ id }) {
  const path = pathOf`accounts/${id}`;
  const heading = h('h1', {}, 'Account');
  const body = h('div');
  let tag;
  const form = accountForm({
    send: async (members, key) => {
      const answer = await call('PATCH', path, { body: members, key, etag: tag });
      form.write(answer.value);
      take(answer, await parentOf(members.parentAccountId));
      announce('The account was saved');
    },
    explain: (error) => explain(error),
  });
  const shown = h('div');
  const sections = h('div', { class: 'sections' }, [
    h('section', { 'aria-label': 'Details' }, shown),
    h('section', {}, h('h2', {}, 'Name and parent'), form.node),
    h('button', { type: 'button', class: 'danger', onclick: () => ask() }, 'Delete account'),
  ]);
  const take = ({ value, etag }, parent) => {
    tag = etag;
    heading.textContent = value.name;
    document.title = `${value.name} · voice-api console`;
    fill(shown, factsOf(value, parent), linksOf(value));
  };
  const details = loader({
    place: body,
    label: 'Loading the account',
    load: async (signal) => {
      const answer = await call('GET', path, { signal });
      return { answer, parent: await parentOf(answer.value.parentAccountId, signal) };
    },
    show: ({ answer, parent }) => {
      form.writeUnedited(answer.value);
      take(answer, parent);
      if (!body.contains(sections)) fill(body, sections);
    },
    actions: ({ status }) =>
      status === 404 ? [h('a', { class: 'button', href: addressOf(['accounts']) }, 'All accounts')] : [],
  });
  const explain = readAgain({ noun: 'account', read: () => details.start(), heading });
  const ask = () =>
    confirm({
      title: `Delete ${heading.textContent}?`,
      text: 'An account can be deleted if no session and no account belongs to it. This cannot be undone.',
      action: 'Delete account',
      label: 'Deleting the account',
      work: async (key) => {
        await call('DELETE', path, { key, etag: tag });
        return () => {
          goTo(['accounts']);
          announce('The account was deleted');
        };
      },
      explain: (error, close) => explain(error, close) ?? whatStandsInTheWay(error, id, close),
    });
  void details.start();
  const up = h('nav', { 'aria-label': 'Above' }, h('a', { href: addressOf(['accounts']) }, 'Accounts'));
  return {
    title: 'Account',
    node: h('article', {}, up, h('div', { class: 'heading' }, heading), body),
    close: details.stop,
  };
}

const parentOf = async (id, signal) => (id ? (await accountsWithIds([id], signal))[0] : undefined);

function factsOf({ id, dateCreated, createdBy, dateLastModified, lastModifiedBy }, parent) {
  return facts({
    Parent: parent ? h('a', { href: addressOf(['accounts', parent.id]) }, parent.name) : none('None'),
    Created: [timeOf(dateCreated), byline(createdBy)],
    'Last modified': [timeOf(dateLastModified), byline(lastModifiedBy)],
    ID: h('code', {}, id),
  });
}

const linksOf = ({ id }) =>
  h(
    'div',
    { class: 'buttons' },
    h('a', { class: 'button', href: addressOf(['sessions'], { account: id }) }, 'Its sessions'),
    h('a', { class: 'button', href: addressOf(['sessions', 'new'], { account: id }) }, 'New session'),
    h('a', { class: 'button', href: addressOf(['accounts', 'new'], { parent: id }) }, 'New account below it'),
  );

function whatStandsInTheWay({ status, message }, id, close) {
  if (status !== 409) return undefined;
  const link = (path, query, text) => h('a', { class: 'button', href: addressOf(path, query), onclick: close }, text);
  return {
    advice: 'Delete them, or move its accounts to another parent. Then delete the account.',
    actions: [
      /session/i.test(message) && link(['sessions'], { account: id }, 'Show its sessions'),
      /\baccounts?\b.*Delete/i.test(message.replace(/^The account/, '')) && link(['accounts'], {}, 'Show the accounts'),
    ].filter(Boolean),
  };
}
