import { call, pathOf } from '../api.js';
import { announce, fill, h } from '../dom.js';
import { formOf } from '../form.js';
import { addressOf, goTo } from './address.js';
import { confirm } from './confirm.js';
import { byline, facts, timeOf } from './format.js';
import { loader } from './loading.js';
import { passwordField } from './password-field.js';
import { readAgain } from './read-again.js';
import { userFields } from './user-fields.js';

/** One user: what the user is and may see, a new password, and how to disable or delete the user. */
export function userView({ id }) {
  const path = pathOf`auth/users/${id}`;
  const heading = h('h1', {}, 'User');
  const body = h('div');
  const shown = h('div');
  let tag;
  let user;
  const take = (answer) => {
    ({ value: user, etag: tag } = answer);
    heading.textContent = user.userName;
    document.title = `${user.userName} · voice-api console`;
    toggle.textContent = user.isDisabled ? 'Enable user' : 'Disable user';
    fill(shown, factsOf(user), linksOf(user));
  };
  const details = loader({
    place: body,
    label: 'Loading the user',
    load: (signal) => call('GET', path, { signal }),
    show: (answer) => {
      fields.writeUnedited(answer.value);
      take(answer);
      if (!body.contains(sections)) fill(body, sections);
    },
    actions: ({ status }) =>
      status === 404 ? [h('a', { class: 'button', href: addressOf(['access']) }, 'All users')] : [],
  });
  const explainChange = readAgain({ noun: 'user', read: () => details.start(), heading, isSafeToRepeat: false });
  const explain = (error, close) => explainChange(error, close) ?? explainLast(error, close);
  const patch = async (members) => {
    take(await call('PATCH', path, { body: members, etag: tag }));
    return user;
  };

  const fields = userFields();
  const form = formOf({
    name: 'Roles and accounts',
    fields: fields.fields,
    submit: 'Save user',
    busy: 'Saving the user',
    send: async () => {
      fields.write(await patch(await fields.read()));
      announce('The user was saved');
    },
    explain,
  });
  const password = passwordField('New password');
  const passwordForm = formOf({
    name: 'Set a password',
    fields: [password],
    submit: 'Set password',
    busy: 'Setting the password',
    send: async () => {
      await patch({ password: password.read() });
      password.input.value = '';
      announce('The password was set');
    },
    explain,
  });

  const askToToggle = () => {
    const { userName, isDisabled } = user;
    confirm({
      title: `${isDisabled ? 'Enable' : 'Disable'} ${userName}?`,
      text: isDisabled
        ? 'The password and the API keys of the user work again.'
        : 'The password and the API keys stop working within 5 seconds, and the sign-ins end. The user can be enabled again.',
      action: toggle.textContent,
      label: isDisabled ? 'Enabling the user' : 'Disabling the user',
      work: async () => {
        await patch({ isDisabled: !isDisabled });
        return () => announce(isDisabled ? 'The user was enabled' : 'The user was disabled');
      },
      explain,
    });
  };
  const askToDelete = () =>
    confirm({
      title: `Delete ${user.userName}?`,
      text: 'The API keys and the sign-ins of the user are deleted too. What the user created stays. This cannot be undone.',
      action: 'Delete user',
      label: 'Deleting the user',
      work: async () => {
        await call('DELETE', path, { etag: tag });
        return () => {
          goTo(['access']);
          announce('The user was deleted');
        };
      },
      explain,
    });
  const toggle = h('button', { type: 'button', onclick: askToToggle });
  const remove = h('button', { type: 'button', class: 'danger', onclick: askToDelete }, 'Delete user');
  const sections = h('div', { class: 'sections' }, [
    h('section', { 'aria-label': 'Details' }, shown),
    h('section', {}, h('h2', {}, 'Roles and accounts'), form),
    h(
      'section',
      {},
      h('h2', {}, 'Password'),
      h('p', {}, 'A new password ends the sign-ins of the user.'),
      passwordForm,
    ),
    h('div', { class: 'buttons' }, toggle, remove),
  ]);
  void details.start();
  const up = h('nav', { 'aria-label': 'Above' }, h('a', { href: addressOf(['access']) }, 'Users and keys'));
  return {
    title: 'User',
    node: h('article', {}, up, h('div', { class: 'heading' }, heading), body),
    close: details.stop,
  };
}

function factsOf({ id, isDisabled, dateDisabled, dateCreated, createdBy, dateLastModified, lastModifiedBy }) {
  return facts({
    State: isDisabled ? ['Disabled since ', timeOf(dateDisabled)] : 'Enabled',
    Created: [timeOf(dateCreated), byline(createdBy)],
    'Last modified': [timeOf(dateLastModified), byline(lastModifiedBy)],
    ID: h('code', {}, id),
  });
}

const linksOf = ({ userName }) =>
  h(
    'div',
    { class: 'buttons' },
    h('a', { class: 'button', href: addressOf(['access'], { user: userName }) }, 'API keys of the user'),
    h('a', { class: 'button', href: addressOf(['access', 'new-key'], { user: userName }) }, 'New key'),
  );

/** The last administrator stays. */
function explainLast({ status }, close) {
  if (status !== 409) return undefined;
  return {
    advice: 'Open another user, save the role there, and then try again.',
    actions: [h('a', { class: 'button', href: addressOf(['access']), onclick: () => close?.() }, 'All users')],
  };
}
