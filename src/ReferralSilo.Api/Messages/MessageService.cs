using ReferralSilo.Api.Access;
using ReferralSilo.Api.Intake;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Referrals;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Messages;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Messages;

namespace ReferralSilo.Api.Messages;

/// <summary>Reads the messages of a referral and stops addresses, for the API and the screens, within the rights of the
/// caller.</summary>
public sealed class MessageService(ReferralService referrals, MessageLists messages, AddressKeys keys,
    IGrainFactory grains, GrainCalls calls)
{
    /// <summary>The messages of a referral, newest first.</summary>
    public async Task<Answer<Page<MessageView>>> Read(string id, Caller caller)
    {
        var right = await referrals.Decide(id, caller, [Permission.ReadPatients]);
        if (!right.Allowed) return new(null, right.AsProblem());
        return new(new Page<MessageView>([.. (await messages.OfReferral(id))
            .Select(m => MessageViews.View(m.State))], null), null);
    }

    /// <summary>Stops all messages to an address. A repeat changes nothing, so it needs no key.</summary>
    public async Task<Problem?> Suppress(SuppressAddress request, string actor)
    {
        if (string.IsNullOrWhiteSpace(request.Reason)) return ProblemFor.Input("/reason", "A text is required.");
        var (channel, to) = PhoneReader.Read(request.Address ?? "", null) is { } phone
            ? (MessageChannel.Sms, phone.E164)
            : EmailAddress.TryParse((request.Address ?? "").Trim(), out var mail) ? (MessageChannel.Email, mail.Value)
            : (MessageChannel.Sms, "");
        if (to.Length == 0)
            return ProblemFor.Input("/address", "This is neither a phone number nor an email address.");
        var envelope = new CommandEnvelope<AddressCommand>(new AddressCommand.Suppress(channel,
            AddressKeys.Normalize(channel, to), SuppressionReason.Staff, request.Reason.Trim(), []), actor, false);
        var outcome = await calls.Read(async () =>
            await grains.GetGrain<IAddressGrain>(keys.Of(channel, to)).Handle(envelope) is { Unknown: false } known
                ? known : throw new OutcomeUnknownException());
        return outcome.Refusal is { } refusal ? ProblemFor.Refusal(refusal) : null;
    }
}
