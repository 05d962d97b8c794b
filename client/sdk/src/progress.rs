//! Progress of a long job.

/// A listener to the progress of a job. `()` ignores it.
pub trait Progress {
    /// A new stage of the job begins.
    fn stage(&self, _text: &str) {}

    /// Something happened that deserves a line of its own.
    fn note(&self, _text: &str) {}

    /// `done` of `whole` steps are done.
    fn at(&self, _done: usize, _whole: usize) {}

    /// The job is over, whether it succeeded or not.
    fn finish(&self) {}
}

impl Progress for () {}
