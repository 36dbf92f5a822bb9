/** Which elements are near what is seen: others are drawn when they come near, and all of them for paper. */

/** Whether it is near; for paper it must be drawn before the call ends. */
type Seen = (isNear: boolean, isPaper: boolean) => void;

const watched = new Map<Element, Seen>();
let observer: IntersectionObserver | undefined;
/** Between `beforeprint` and `afterprint` nothing is far away: what is not drawn yet must be once it can be. */
let isOnPaper = false;

/** Half a window above and below counts as near. */
function watcher(): IntersectionObserver {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) watched.get(target)?.(isIntersecting || isOnPaper, false);
    },
    { rootMargin: "50% 0px" },
  );
  return observer;
}

/** Tells whenever an element comes near or goes away; gives what ends it. */
export function nearness(element: Element, seen: Seen): () => void {
  if (watched.size === 0) {
    addEventListener("beforeprint", all);
    addEventListener("afterprint", again);
  }
  watched.set(element, seen);
  watcher().observe(element);
  return () => {
    watcher().unobserve(element);
    watched.delete(element);
    if (watched.size > 0) return;
    isOnPaper = false;
    removeEventListener("beforeprint", all);
    removeEventListener("afterprint", again);
  };
}

function all(): void {
  isOnPaper = true;
  for (const seen of watched.values()) seen(true, true);
}

/** Asks anew which are near. */
function again(): void {
  isOnPaper = false;
  for (const element of watched.keys()) {
    watcher().unobserve(element);
    watcher().observe(element);
  }
}
