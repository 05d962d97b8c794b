//! Errors of the token and of PSP22.

use interfaces::token::{PSP22Error, TokenConfig, TokenError};
use shared::{Amount, TOKEN};
use tests::isolated::token_config;
use tests::refusals::{refused, Refusals};
use tests::IsolatedContracts;

#[test]
fn every_error_of_the_token_is_provoked() {
    use TokenError as E;
    Refusals {
        interface: Some("token.rs"),
        table: vec![
            refused("new", E::MaxSupplyExceeded, |w, _| {
                w.create_refused(&TokenConfig { max_supply: 1_000 * TOKEN - 1, ..token_config() })
            }),
            refused("set_minter", E::NotOwner, |w, c| {
                w.refused(c.stranger, w.token().set_minter(c.stranger))
            }),
            refused("set_minter", E::AlreadyWired, |w, c| {
                let contracts = IsolatedContracts::wired(w);
                w.refused(contracts.owner, contracts.token.set_minter(c.stranger))
            }),
            refused("mint_to", E::NotMinter, |w, c| w.refused(c.stranger, w.token().mint_to(c.stranger, 1))),
            refused("mint_to", E::MaxSupplyExceeded, |w, c| {
                let contracts = IsolatedContracts::wired(w);
                let minter = w.stranger("rewards");
                w.send(minter, contracts.token.mint_to(c.stranger, 1_000 * TOKEN));
                w.refused(minter, contracts.token.mint_to(c.stranger, 1))
            }),
            refused("mint_to", E::MaxSupplyExceeded, |w, c| {
                let contracts = IsolatedContracts::wired(w);
                let minter = w.stranger("rewards");
                w.refused(minter, contracts.token.mint_to(c.stranger, Amount::MAX))
            }),
        ],
        unreachable: &[],
        unreachable_at: &[],
    }
    .check();
}

#[test]
fn every_error_of_psp22_is_provoked() {
    use PSP22Error as E;
    const UNUSED: &str = "deprecated by PSP22 and used nowhere";
    Refusals {
        interface: None,
        table: vec![
            refused("transfer", E::InsufficientBalance, |w, c| {
                w.refused(c.stranger, w.token().transfer(c.dana, 1))
            }),
            refused("transfer_from", E::InsufficientAllowance, |w, c| {
                w.refused(c.stranger, w.token().transfer_from(c.dana, c.stranger, 1))
            }),
            refused("transfer_from", E::InsufficientBalance, |w, c| {
                w.send(c.dana, w.token().approve(c.stranger, Amount::MAX));
                let wallet = w.wallet(c.dana);
                w.refused(c.stranger, w.token().transfer_from(c.dana, c.stranger, wallet + 1))
            }),
            refused("decrease_allowance", E::InsufficientAllowance, |w, c| {
                w.refused(c.dana, w.token().decrease_allowance(c.stranger, 1))
            }),
            refused("burn", E::InsufficientBalance, |w, c| w.refused(c.stranger, w.token().burn(1))),
        ],
        unreachable: &[
            ("Custom", "for tokens with rules of their own; ours has an error enum for them"),
            ("ZeroRecipientAddress", UNUSED),
            ("ZeroSenderAddress", UNUSED),
            ("SafeTransferCheckFailed", UNUSED),
        ],
        unreachable_at: &[],
    }
    .check();
}
