//! An array of the referee: 64-bit floats, or exact 32-bit integers.

use soupcon::ir::DType;

#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    F(Vec<f64>),
    U(Vec<u32>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    pub dims: Vec<usize>,
    pub data: Data,
}

impl Value {
    pub fn f(dims: &[usize], data: Vec<f64>) -> Self {
        assert_eq!(
            dims.iter().product::<usize>(),
            data.len(),
            "size of {dims:?}"
        );
        let (dims, data) = (dims.to_vec(), Data::F(data));
        Value { dims, data }
    }

    pub fn u(dims: &[usize], data: Vec<u32>) -> Self {
        assert_eq!(
            dims.iter().product::<usize>(),
            data.len(),
            "size of {dims:?}"
        );
        let (dims, data) = (dims.to_vec(), Data::U(data));
        Value { dims, data }
    }

    /// Each element from its position.
    pub fn from_fn(dims: &[usize], mut f: impl FnMut(&[usize]) -> f64) -> Self {
        Self::f(dims, positions(dims).map(|at| f(&at)).collect())
    }

    pub fn from_words(dims: &[usize], dtype: DType, words: &[u32]) -> Self {
        match dtype {
            DType::F32 => {
                let floats = words.iter().map(|&w| f64::from(f32::from_bits(w)));
                Self::f(dims, floats.collect())
            }
            DType::U32 => Self::u(dims, words.to_vec()),
        }
    }

    /// The 32-bit words of the elements, floats rounded.
    pub fn words(&self) -> Vec<u32> {
        match &self.data {
            Data::F(v) => v.iter().map(|&x| (x as f32).to_bits()).collect(),
            Data::U(v) => v.clone(),
        }
    }

    pub fn dtype(&self) -> DType {
        match self.data {
            Data::F(_) => DType::F32,
            Data::U(_) => DType::U32,
        }
    }

    pub fn len(&self) -> usize {
        self.dims.iter().product()
    }

    pub fn floats(&self) -> &[f64] {
        match &self.data {
            Data::F(v) => v,
            Data::U(_) => panic!("floats were expected, integers found"),
        }
    }

    pub fn floats_mut(&mut self) -> &mut [f64] {
        match &mut self.data {
            Data::F(v) => v,
            Data::U(_) => panic!("floats were expected, integers found"),
        }
    }

    pub fn ints(&self) -> &[u32] {
        match &self.data {
            Data::U(v) => v,
            Data::F(_) => panic!("integers were expected, floats found"),
        }
    }

    /// The float at a position.
    pub fn at(&self, at: &[usize]) -> f64 {
        self.floats()[offset(&self.dims, at)]
    }

    /// The integer at a position; axes of length 1 repeat.
    pub fn index_at(&self, at: &[usize]) -> u32 {
        let fold = |(&p, &d): (&usize, &usize)| if d == 1 { 0 } else { p };
        let own: Vec<usize> = at.iter().zip(&self.dims).map(fold).collect();
        self.ints()[offset(&self.dims, &own)]
    }

    /// An array whose element at a position is the one `from` says; zero where it says none.
    pub fn moved(&self, dims: &[usize], from: impl Fn(&[usize]) -> Option<Vec<usize>>) -> Self {
        let sources: Vec<Option<usize>> = positions(dims)
            .map(|at| from(&at).map(|at| offset(&self.dims, &at)))
            .collect();
        match &self.data {
            Data::F(v) => Self::f(
                dims,
                sources.iter().map(|s| s.map_or(0.0, |s| v[s])).collect(),
            ),
            Data::U(v) => Self::u(
                dims,
                sources.iter().map(|s| s.map_or(0, |s| v[s])).collect(),
            ),
        }
    }

    pub fn map(&self, f: impl Fn(f64) -> f64) -> Self {
        Self::f(&self.dims, self.floats().iter().map(|&x| f(x)).collect())
    }

    /// Member `i` alone.
    pub fn member(&self, i: usize) -> Self {
        let mut dims = self.dims.clone();
        dims[0] = 1;
        self.moved(&dims, |at| {
            let mut at = at.to_vec();
            at[0] = i;
            Some(at)
        })
    }
}

/// All positions, row by row.
pub fn positions(dims: &[usize]) -> impl Iterator<Item = Vec<usize>> {
    let dims = dims.to_vec();
    (0..dims.iter().product()).map(move |mut flat: usize| {
        let mut at = vec![0; dims.len()];
        for k in (0..dims.len()).rev() {
            at[k] = flat % dims[k];
            flat /= dims[k];
        }
        at
    })
}

/// The place of a position in row-major order.
pub fn offset(dims: &[usize], at: &[usize]) -> usize {
    assert!(
        at.len() == dims.len() && at.iter().zip(dims).all(|(p, d)| p < d),
        "{at:?} outside {dims:?}"
    );
    at.iter().zip(dims).fold(0, |flat, (&p, &d)| flat * d + p)
}
