/** What anywidget asks of a front end. */
declare const widget: {
  /** Shows an exhibit; the answer takes it away again. */
  render(context: { model: unknown; el: HTMLElement }): () => void;
};
export default widget;
