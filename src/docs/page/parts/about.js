/** The last line of the page: version and license, which Swagger UI shows at the top. */
export function startAbout({ specSelectors }) {
  const info = specSelectors.specJson().get('info');
  const license = info.getIn(['license', 'name']);
  document.getElementById('about').textContent =
    `voice-api ${info.get('version')}${license ? ` · License: ${license}` : ''}`;
}
