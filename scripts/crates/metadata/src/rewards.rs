//! Prints the metadata of the contract `rewards`.

gridshare_metadata::print_metadata_of!(rewards);
