//! Prints the metadata of the contract `staking_annex`.

gridshare_metadata::print_metadata_of!(staking_annex);
