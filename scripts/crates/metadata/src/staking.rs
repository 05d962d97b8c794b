//! Prints the metadata of the contract `staking`.

gridshare_metadata::print_metadata_of!(staking);
