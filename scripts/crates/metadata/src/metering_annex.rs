//! Prints the metadata of the contract `metering_annex`.

gridshare_metadata::print_metadata_of!(metering_annex);
