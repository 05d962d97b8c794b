//! Prints the metadata of the contract `token`.

gridshare_metadata::print_metadata_of!(token);
