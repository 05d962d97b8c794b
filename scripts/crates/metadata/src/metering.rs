//! Prints the metadata of the contract `metering`.

gridshare_metadata::print_metadata_of!(metering);
