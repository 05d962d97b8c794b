//! How a message ends that left the root storage as it was.

use scale::Encode;

/// Returns `result` to the message's caller and ends the message, which an error reverts. Nothing after it
/// runs, so the root is not written back, as it would be at the end of every message that takes `&mut self`.
/// Only for messages that left the root as it was. Off-chain it returns `result`, like any function.
pub fn finish<T: Encode, E: Encode>(result: Result<T, E>) -> Result<T, E> {
    #[cfg(not(feature = "std"))]
    {
        let mut flags = ink::env::ReturnFlags::empty();
        flags.set(ink::env::ReturnFlags::REVERT, result.is_err());
        ink::env::return_value(flags, &ink::MessageResult::Ok(result))
    }
    #[cfg(feature = "std")]
    result
}

/// Returns `value` to the caller of a view and ends the message. Off-chain it returns `value`, like any function.
/// One function returns what all views return, encoded already: code for each type would be larger.
pub fn answer<T: Encode>(value: T) -> T {
    #[cfg(not(feature = "std"))]
    {
        let mut output = view::start();
        value.encode_to(&mut output);
        view::end(output)
    }
    #[cfg(feature = "std")]
    value
}

#[cfg(not(feature = "std"))]
mod view {
    use crate::bytes::Encoded;
    use ink::env::ReturnFlags;
    use ink::prelude::vec::Vec;

    /// Starts what is returned with a zero, which says that the message was dispatched.
    #[inline(never)]
    pub fn start() -> Vec<u8> {
        let mut output = Vec::with_capacity(256);
        output.push(0);
        output
    }

    #[inline(never)]
    pub fn end(output: Vec<u8>) -> ! {
        ink::env::return_value(ReturnFlags::empty(), &Encoded(output))
    }
}
