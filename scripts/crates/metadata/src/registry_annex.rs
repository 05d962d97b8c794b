//! Prints the metadata of the contract `registry_annex`.

gridshare_metadata::print_metadata_of!(registry_annex);
