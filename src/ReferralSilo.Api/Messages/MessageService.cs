using NodaTime;
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
using ReferralSilo.Grains.Settings;

namespace ReferralSilo.Api.Messages;

/// <summary>Reads and resends the messages of a referral and stops addresses, for the API and the screens, within the
/// rights of the caller.</summary>
public sealed class MessageService(ReferralService referrals, MessageLists messages, AddressKeys keys,
    AddressUses uses, ServiceLineCatalog lines, MessageTransports transports, IGrainFactory grains, GrainCalls calls,
    IClock clock)
{
    private static readonly Permission[] Scheduling = [Permission.ScheduleReferral];

    /// <summary>The messages of a referral, newest first.</summary>
    public async Task<Answer<Page<MessageView>>> Read(string id, Caller caller)
    {
        var right = await referrals.Decide(id, caller, [Permission.ReadPatients]);
        if (!right.Allowed) return new(null, right.AsProblem());
        var now = clock.GetCurrentInstant();
        return new(new Page<MessageView>([.. (await messages.OfReferral(id))
            .Select(m => MessageViews.View(m.State, now))], null), null);
    }

    /// <summary>Has a message sent again by another channel; answers with the message as it is then. A repeat makes no
    /// second one, so it needs no key.</summary>
    public async Task<Answer<MessageView>> Resend(string id, MessageChannel channel, Caller caller)
    {
        var grain = MessageIds.Is(id) ? grains.GetGrain<IMessageGrain>(id) : null;
        if (grain is null || (await calls.Read(grain.Show))?.State.Case.Referral is not { } referral)
            return new(null, ProblemFor.Code(ProblemCodes.NotFound));
        var right = await referrals.Decide(referral.Value, caller, [Permission.ScheduleReferral]);
        if (!right.Allowed) return new(null, right.AsProblem());
        // The name lets the call be retried; the message itself knows what was asked for.
        var outcome = await calls.Send(new OperationName(id, OperationName.AnyRequest),
            () => grain.Resend(channel, ApiRequest.ActorOf(caller)));
        return outcome switch
        {
            { Unknown: true } => new(null, ProblemFor.OutcomeUnknown(null)),
            { Refusal: { } refusal } => new(null, ProblemFor.Refusal(refusal)),
            _ => new(MessageViews.View(outcome.State!, clock.GetCurrentInstant()), null),
        };
    }

    /// <summary>Stops all messages to an address. A repeat changes nothing, so it needs no key. Refused:
    /// <c>address-unknown</c> when the caller may work on no referral to which it belongs; <c>on-call-address</c>.
    /// </summary>
    public Task<Problem?> Suppress(SuppressAddress request, Caller caller) => Send(request.Address, request.Reason,
        (channel, to, reason) => new AddressCommand.Suppress(channel, to, SuppressionReason.Staff, reason, []), caller,
        isStop: true);

    /// <summary>Says that something can be sent to an address after all. A repeat changes nothing, so it needs no key.
    /// Refused: <c>address-unknown</c>, also when the caller may work on no referral to which it belongs.</summary>
    public Task<Problem?> MarkValid(MarkAddressValid request, Caller caller) => Send(request.Address, request.Reason,
        (_, _, reason) => new AddressCommand.MarkValid([], reason), caller, isStop: false);

    private async Task<Problem?> Send(string? address, string? reason,
        Func<MessageChannel, string, string, AddressCommand> command, Caller caller, bool isStop)
    {
        if (string.IsNullOrWhiteSpace(reason)) return ProblemFor.Input("/reason", "A text is required.");
        if (Read(address ?? "") is not var (channel, to))
            return ProblemFor.Input("/address", "This is neither a phone number nor an email address.");
        to = AddressKeys.Normalize(channel, to);
        if (!await MayChange(channel, to, caller)) return ProblemFor.Refusal(AddressDecider.Unknown);
        if (isStop && await IsOnCall(to)) return ProblemFor.Code(ProblemCodes.OnCallAddress);
        var envelope = new CommandEnvelope<AddressCommand>(
            command(channel, to, reason.Trim()), ApiRequest.ActorOf(caller), false);
        var outcome = await calls.Read(async () =>
            await grains.GetGrain<IAddressGrain>(keys.Of(channel, to)).Handle(envelope) is { Unknown: false } known
                ? known : throw new OutcomeUnknownException());
        return outcome.Refusal is { } refusal ? ProblemFor.Refusal(refusal) : null;
    }

    /// <summary>True when the address belongs to a referral on which the caller may work. Otherwise the answer is that
    /// of an unknown address.</summary>
    private async Task<bool> MayChange(MessageChannel channel, string to, Caller caller)
    {
        if (AccessPolicy.CoversEveryReferral(caller, Permission.ScheduleReferral)) return true;
        var now = clock.GetCurrentInstant();
        return (await calls.Read(() => uses.Patients(channel, to, null)))
            .Any(r => AccessPolicy.DecideAny(caller, Scheduling, AccessObject.Of(r, now)).Allowed);
    }

    /// <summary>Without their alerts, emergencies would wait unseen.</summary>
    private async Task<bool> IsOnCall(string to) => (await lines.All()).Values
        .Any(line => line.OnCall is { } list && list.People.Append(list.Supervisor)
            .Any(person => string.Equals(person?.To, to, StringComparison.OrdinalIgnoreCase)));

    /// <summary>A number, a mailbox, or the program's own sender, which may be a name.</summary>
    private (MessageChannel Channel, string To)? Read(string address) =>
        transports.SenderOf(MessageChannel.Sms) is { } sender && sender == address.Trim() ? (MessageChannel.Sms, sender)
        : PhoneReader.Read(address, null) is { } phone ? (MessageChannel.Sms, phone.E164)
        : EmailAddress.TryParse(address.Trim(), out var mail) ? (MessageChannel.Email, mail.Value)
        : null;
}
