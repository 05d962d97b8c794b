//! Prints the metadata of the contract `governance`.

gridshare_metadata::print_metadata_of!(governance);
