/** Which elements are near what is seen: others are drawn when they come near, and all of them for paper. */

type Seen = (isNear: boolean) => void;

const watched = new Map<Element, Seen>();
let observer: IntersectionObserver | undefined;

/** Half a window above and below counts as near. */
function watcher(): IntersectionObserver {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) watched.get(target)?.(isIntersecting);
    },
    { rootMargin: "50% 0px" },
  );
  return observer;
}

/** Tells whenever an element comes near or goes away; gives what ends it. */
export function nearness(element: Element, seen: Seen): () => void {
  if (watched.size === 0) addEventListener("beforeprint", all);
  watched.set(element, seen);
  watcher().observe(element);
  return () => {
    watcher().unobserve(element);
    watched.delete(element);
    if (watched.size === 0) removeEventListener("beforeprint", all);
  };
}

function all(): void {
  for (const seen of watched.values()) seen(true);
}
