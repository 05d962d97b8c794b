//! Prints the metadata of the contract `market`.

gridshare_metadata::print_metadata_of!(market);
