//! The positions a launch walks over, in windows of rows and columns.

use std::array::from_fn;
use std::ops::Range;

use crate::plan::Affine;

/// The number of elements of a window, unless a row is longer and must stay whole.
const WINDOW: usize = 1024;
/// Windows of fewer elements are too many, where longer axes could make them.
const FEW: usize = 64;
/// An axis that makes a window.
const LONG: usize = 8;
/// Rows of at most this length lie column by column, so that loops run along the rows' axis.
const NARROW: usize = 16;

/// What is walked along from outside: the member, and the block of rows.
pub type Turn = [usize; 2];

/// A map's steps along the leading axes of a domain, as many as `lead`: from one member to the
/// next, and from one block to the next.
pub fn outward(map: &Affine, lead: usize) -> [isize; 2] {
    from_fn(|k| if k < lead { map.terms[k] } else { 0 })
}

/// Where a turn begins.
pub fn begin([member, block]: [isize; 2], turn: Turn) -> isize {
    member * turn[0] as isize + block * turn[1] as isize
}

/// An affine map from a position to a word, split as a walk needs it.
#[derive(Clone, Debug)]
pub struct Walk {
    offset: isize,
    outward: [isize; 2],
    outer: Vec<isize>,
    /// From one row to the next.
    pub row: isize,
    /// From one column to the next.
    pub column: isize,
}

impl Walk {
    /// Its value at the first position of a window.
    pub fn base(&self, window: &Window) -> isize {
        let outer: isize = self
            .outer
            .iter()
            .zip(&window.outer)
            .map(|(t, &p)| t * p as isize)
            .sum();
        self.offset
            + begin(self.outward, window.turn)
            + outer
            + self.row * window.row as isize
            + self.column * window.column as isize
    }
}

/// A rectangle of positions.
#[derive(Clone, Debug, Default)]
pub struct Window {
    turn: Turn,
    outer: Vec<usize>,
    row: usize,
    column: usize,
    /// Its height.
    pub rows: usize,
    /// Its width.
    pub columns: usize,
    /// Whether its values lie column by column.
    pub turned: bool,
    /// Whether what varies along neither rows nor columns may differ from the window before.
    pub is_first: bool,
}

impl Window {
    /// The number of positions.
    pub fn len(&self) -> usize {
        self.rows * self.columns
    }

    /// The counts of the outer and the inner loop over its values.
    pub fn loops(&self) -> (usize, usize) {
        if self.turned {
            (self.columns, self.rows)
        } else {
            (self.rows, self.columns)
        }
    }

    /// A walk's strides in the outer and the inner loop.
    pub fn strides(&self, walk: &Walk) -> (isize, isize) {
        if self.turned {
            (walk.column, walk.row)
        } else {
            (walk.row, walk.column)
        }
    }
}

/// A domain with as few axes as its maps allow.
#[derive(Clone, Debug)]
pub struct Domain {
    outer: Vec<usize>,
    rows: usize,
    columns: usize,
    height: usize,
    width: usize,
    turned: bool,
}

impl Domain {
    /// The domain `dims` and the walks of `maps` over it. The first `lead` axes are those of
    /// the turn that the walk is asked for; with `whole`, the last axis is a row that no
    /// window may cut.
    pub fn new(dims: &[usize], lead: usize, whole: bool, maps: &[Affine]) -> (Self, Vec<Walk>) {
        let (mut sizes, mut terms) = merged(&dims[lead..], whole, maps, lead);
        if !whole {
            lengthen(&mut sizes, &mut terms);
        }
        let rank = sizes.len();
        let (rows, columns) = (sizes[rank - 2], sizes[rank - 1]);
        let walks = maps.iter().zip(&terms).map(|(map, t)| Walk {
            offset: map.offset,
            outward: outward(map, lead),
            outer: t[..rank - 2].to_vec(),
            row: t[rank - 2],
            column: t[rank - 1],
        });
        let width = if whole { columns } else { columns.min(WINDOW) };
        let height = (WINDOW / width.max(1)).clamp(1, rows.max(1));
        let domain = Domain {
            outer: sizes[..rank - 2].to_vec(),
            rows,
            columns,
            height,
            width,
            turned: whole && columns <= NARROW && rows > 1,
        };
        (domain, walks.collect())
    }

    /// The largest window: its rows and columns.
    pub fn window(&self) -> (usize, usize) {
        (self.height, self.width)
    }

    /// Whether the values of a window at this walk are neighbours in memory.
    pub fn contiguous(&self, walk: &Walk) -> bool {
        let rows = self.height == 1 || walk.row == self.columns as isize;
        !self.turned && (walk.column == 1 || self.columns == 1 && walk.row == 1) && rows
    }

    /// All rows.
    pub fn rows(&self) -> Range<usize> {
        0..self.rows
    }

    /// Whether its rows are the `count` rows of a matrix.
    pub fn has_rows(&self, count: usize) -> bool {
        self.outer.is_empty() && self.rows == count
    }

    /// Visits all windows in order; `window` keeps its room from walk to walk.
    pub fn walk(&self, turn: Turn, window: &mut Window, visit: &mut dyn FnMut(&Window)) {
        self.walk_rows(0..self.rows, turn, window, visit);
    }

    /// Visits the windows of some rows.
    pub fn walk_rows(
        &self,
        rows: Range<usize>,
        turn: Turn,
        window: &mut Window,
        visit: &mut dyn FnMut(&Window),
    ) {
        if rows.is_empty() || self.columns == 0 || self.outer.contains(&0) {
            return;
        }
        window.turn = turn;
        window.turned = self.turned;
        window.outer.clear();
        window.outer.resize(self.outer.len(), 0);
        loop {
            for row in rows.clone().step_by(self.height) {
                for column in (0..self.columns).step_by(self.width) {
                    window.row = row;
                    window.column = column;
                    window.rows = self.height.min(rows.end - row);
                    window.columns = self.width.min(self.columns - column);
                    window.is_first = (row, column) == (rows.start, 0);
                    visit(window);
                }
            }
            if !advance(&mut window.outer, &self.outer) {
                return;
            }
        }
    }
}

/// The next position in row-major order, or `false` after the last.
pub fn advance(position: &mut [usize], dims: &[usize]) -> bool {
    for (p, &d) in position.iter_mut().zip(dims).rev() {
        *p += 1;
        if *p < d {
            return true;
        }
        *p = 0;
    }
    false
}

/// Where windows would be tiny, the last axes that are long become those of the windows. For an
/// image cut into squares of four, a window is one pixel of each square.
fn lengthen(sizes: &mut [usize], terms: &mut [Vec<isize>]) {
    let rank = sizes.len();
    if rank == 2 || sizes[rank - 2] * sizes[rank - 1] >= FEW {
        return;
    }
    for end in [rank, rank - 1] {
        if let Some(at) = sizes[..end].iter().rposition(|&size| size >= LONG) {
            sizes[at..end].rotate_left(1);
            terms.iter_mut().for_each(|t| t[at..end].rotate_left(1));
        }
    }
}

/// Axes of length 1 left out and neighbours joined wherever every map allows it; at
/// least two axes remain.
fn merged(
    dims: &[usize],
    whole: bool,
    maps: &[Affine],
    first: usize,
) -> (Vec<usize>, Vec<Vec<isize>>) {
    let mut sizes: Vec<usize> = Vec::new();
    let mut terms: Vec<Vec<isize>> = vec![Vec::new(); maps.len()];
    let last = dims.len().wrapping_sub(1);
    for (k, &size) in dims.iter().enumerate() {
        let own = |i: usize| maps[i].terms[k + first];
        let fixed = whole && k == last;
        let joins = |sizes: &[usize], terms: &[Vec<isize>]| {
            let along = |i: usize| terms[i].last() == Some(&(own(i) * size as isize));
            !sizes.is_empty() && !fixed && (0..maps.len()).all(along)
        };
        if size == 1 && !fixed {
            continue;
        }
        if joins(&sizes, &terms) {
            if let Some(s) = sizes.last_mut() {
                *s *= size;
            }
            terms.iter_mut().enumerate().for_each(|(i, t)| {
                t.pop();
                t.push(own(i));
            });
        } else {
            sizes.push(size);
            terms
                .iter_mut()
                .enumerate()
                .for_each(|(i, t)| t.push(own(i)));
        }
    }
    while sizes.len() < 2 {
        sizes.insert(0, 1);
        terms.iter_mut().for_each(|t| t.insert(0, 0));
    }
    (sizes, terms)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words that a walk visits, and in how many windows.
    fn visited(dims: &[usize], terms: &[isize]) -> (Vec<usize>, usize) {
        let squares = Affine {
            offset: 0,
            terms: terms.to_vec(),
        };
        // Another map keeps apart what this one alone would join.
        let pooled = Affine {
            offset: 0,
            terms: vec![0, 196, 14, 0, 1, 0],
        };
        let (domain, walks) = Domain::new(dims, 1, false, &[squares, pooled]);
        let (mut words, mut windows) = (Vec::new(), 0);
        domain.walk([0, 0], &mut Window::default(), &mut |w| {
            let ((outer, inner), (far, near)) = (w.loops(), w.strides(&walks[0]));
            let base = walks[0].base(w);
            let places = (0..outer * inner).map(|i| (i / inner, i % inner));
            words.extend(
                places.map(|(o, i)| (base + o as isize * far + i as isize * near) as usize),
            );
            windows += 1;
        });
        (words, windows)
    }

    #[test]
    fn images_in_squares_are_few_windows() {
        let dims = [1, 5, 14, 2, 14, 2];
        let (mut words, windows) = visited(&dims, &[0, 784, 56, 28, 2, 1]);
        assert_eq!(windows, 4, "one for each of a square's pixels");
        words.sort_unstable();
        assert_eq!(words, (0..5 * 784).collect::<Vec<_>>());
    }

    #[test]
    fn axes_that_are_long_enough_stay_where_they_are() {
        let (words, windows) = visited(&[1, 5, 14, 2, 14, 32], &[0, 12544, 896, 448, 32, 1]);
        assert_eq!(windows, 5 * 14 * 2);
        assert!(words.is_sorted());
        let (words, windows) = visited(&[1, 5, 7, 2, 7, 2], &[0, 196, 28, 14, 2, 1]);
        assert_eq!(windows, 5 * 7 * 2);
        assert!(words.is_sorted());
    }
}
