//! Prints a contract's metadata as JSON: what `cargo contract` compiles a throw-away program for.

/// A `main` that prints the metadata of the contract crate named.
#[macro_export]
macro_rules! print_metadata_of {
    ($contract:ident) => {
        // Linked for the function below, which ink! generates under this name in every contract.
        extern crate $contract;

        extern "Rust" {
            fn __ink_generate_metadata() -> ::ink::metadata::InkProject;
        }

        fn main() -> ::std::io::Result<()> {
            // SAFETY: the contract crate named defines exactly this function, and no other is linked.
            let metadata = unsafe { __ink_generate_metadata() };
            ::serde_json::to_writer_pretty(::std::io::stdout(), &metadata)?;
            Ok(())
        }
    };
}
