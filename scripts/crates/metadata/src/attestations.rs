//! Prints the metadata of the contract `attestations`.

gridshare_metadata::print_metadata_of!(attestations);
