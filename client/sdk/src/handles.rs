//! A typed handle per contract: one function for each message of the contract's trait, with the trait's signature.

/// Defines a handle: a struct around an address, with a function for every message listed.
macro_rules! handle {
    (
        $(#[$doc:meta])*
        $handle:ident as $contract:literal {
            $( impl $interface:path { $($messages:tt)* } )+
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $handle(AccountId);

        impl $handle {
            /// Makes a handle of the contract at `address`.
            pub fn at(address: AccountId) -> Self {
                Self(address)
            }

            /// Returns the contract's address.
            pub fn address(self) -> AccountId {
                self.0
            }

            $( messages! { $contract, $interface; $($messages)* } )+
        }
    };
}

/// Defines the functions of a handle, one by one: `&mut self` and `&self` are as in the trait definition.
macro_rules! messages {
    ($contract:literal, $interface:path;) => {};
    (
        $contract:literal, $interface:path;
        fn $name:ident(&mut self $(, $argument:ident: $type:ty)* $(,)?) -> $answer:ty;
        $($rest:tt)*
    ) => {
        messages! { @call_mut $contract, $interface, $name($($argument: $type),*) -> $answer }
        messages! { $contract, $interface; $($rest)* }
    };
    (
        $contract:literal, $interface:path;
        fn $name:ident(&self $(, $argument:ident: $type:ty)* $(,)?) -> $answer:ty;
        $($rest:tt)*
    ) => {
        messages! { @call $contract, $interface, $name($($argument: $type),*) -> $answer }
        messages! { $contract, $interface; $($rest)* }
    };
    (
        @$call:ident $contract:literal, $interface:path,
        $name:ident($($argument:ident: $type:ty),*) -> $answer:ty
    ) => {
        #[doc = concat!("[`", stringify!($interface), "::", stringify!($name), "`]")]
        #[allow(unused_mut)]
        pub fn $name(self, $($argument: $type),*) -> Message<$answer> {
            let mut callee: ink::contract_ref!($interface, ink::env::DefaultEnvironment) = self.0.into();
            let built = <_ as $interface>::$name(callee.$call(), $($argument),*);
            Message::new(concat!($contract, ".", stringify!($name)), self.0, built)
        }
    };
}

// After the macros, which are only known from here on.
mod leases;
mod nodes;
mod stake;
mod token;

pub use leases::{MarketHandle, MeteringHandle};
pub use nodes::{AttestationsHandle, RegistryHandle};
pub use stake::{GovernanceHandle, RewardsHandle, StakingHandle};
pub use token::{OwnableHandle, TokenHandle};
