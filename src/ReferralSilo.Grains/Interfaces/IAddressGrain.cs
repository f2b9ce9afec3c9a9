using ReferralSilo.Domain.Addresses;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Interfaces;

/// <summary>One phone number or mailbox: the only place where a send is claimed, in one order with what the person says
/// from there. Key: <see cref="Addresses.AddressKeys.Of"/>. From the outbox it receives
/// <see cref="AddressCommand"/>.</summary>
[Alias("address"), GrainInterfaceType("address")]
public interface IAddressGrain : IOutboxReceiver
{
    /// <summary>Decides and commits one command. Refusals: <see cref="AddressDecider"/>. What the grain knows better is
    /// filled in by it: the referrals of a stop and the messages that are judged again.</summary>
    [Alias("handle")]
    Task<CommandOutcome<Address>> Handle(CommandEnvelope<AddressCommand> envelope);

    /// <summary>Keeps a text that came in from the number and acts on it at once: an opt-out word or sentence stops all
    /// texts and ends the consents, START lifts the stop, "wrong number" makes the number invalid. A repeat (same id)
    /// changes nothing.</summary>
    /// <param name="from">E.164 number.</param>
    /// <exception cref="OutcomeUnknownException">Not recorded, perhaps; the provider must report again.</exception>
    [Alias("receive-text")]
    Task<ReceivedText> ReceiveText(string from, InboundText text);

    /// <summary>Keeps a mail that came in from the mailbox and acts on it like <see cref="ReceiveText"/>, but that no
    /// mail lifts a stop: a sender can be forged.</summary>
    /// <param name="from">The mailbox.</param>
    /// <exception cref="OutcomeUnknownException">Not recorded, perhaps; hand it over again.</exception>
    [Alias("receive-mail")]
    Task<ReceivedText> ReceiveMail(string from, InboundText mail);

    /// <summary>Stops all mails to the mailbox. False when nothing was ever sent there.</summary>
    /// <exception cref="OutcomeUnknownException">Not recorded, perhaps; send it again.</exception>
    [Alias("unsubscribe")]
    Task<bool> Unsubscribe();

    /// <summary>The committed state; null when nothing was sent to or received from it.</summary>
    [Alias("show")]
    Task<Snapshot<Address>?> Show();
}

/// <summary>What an inbound text led to.</summary>
public enum ReceivedText
{
    /// <summary>All texts to the number are stopped.</summary>
    Stopped,

    /// <summary>The stop is lifted.</summary>
    Started,

    /// <summary>The number is not the patient's.</summary>
    WrongNumber,

    /// <summary>It is kept; a person must read it.</summary>
    Kept,
}
