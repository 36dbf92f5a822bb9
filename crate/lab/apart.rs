//! Work that is compiled apart from what waits for it: where it is not asked for, its code need not be there.

use std::pin::Pin;
use std::task::{Context, Poll};

/// A future whose code is not copied into its caller's.
pub struct Apart<F>(Pin<Box<F>>);

/// Compiles a future apart.
pub fn apart<F: Future>(future: F) -> Apart<F> {
    Apart(Box::pin(future))
}

impl<F: Future> Future for Apart<F> {
    type Output = F::Output;

    #[inline(never)]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        self.0.as_mut().poll(context)
    }
}
