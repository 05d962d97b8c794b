//! The version of the pallets that [`machine`](crate::machine) is compiled with.

pub use frame_support;
pub use frame_system;
pub use pallet_balances;
pub use pallet_contracts;
pub use pallet_timestamp;
pub use sp_io::TestExternalities;
