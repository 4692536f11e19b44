/** Collapses each section of the introduction, so that the operations are visible without scrolling. */
export const collapsibleIntroduction = ({ React }) => ({
  wrapComponents: {
    InfoContainer: (InfoContainer) => (props) => {
      React.useEffect(collapseIntroductionSections, []);
      return React.createElement(InfoContainer, props);
    },
  },
});

function collapseIntroductionSections() {
  for (const heading of document.querySelectorAll('.info .renderedMarkdown h2')) {
    const details = document.createElement('details');
    const summary = document.createElement('summary');
    heading.before(details);
    summary.append(heading);
    details.append(summary);
    while (details.nextSibling && details.nextSibling.nodeName !== 'H2') details.append(details.nextSibling);
  }
}
