//! Prints the metadata of the contract `registry`.

gridshare_metadata::print_metadata_of!(registry);
