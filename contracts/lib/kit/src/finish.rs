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
