using System.Diagnostics;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Templates;
using C = ReferralSilo.Domain.Addresses.AddressCommand;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Addresses.AddressEvent>;
using E = ReferralSilo.Domain.Addresses.AddressEvent;

namespace ReferralSilo.Domain.Addresses;

/// <summary>The rules of one address. Stops and claims are decided one after the other, so a claim that comes after a
/// stop is refused.</summary>
public static class AddressDecider
{
    /// <summary>Refused: the person said stop.</summary>
    public static Refusal Suppressed { get; } = new("suppressed", "This address takes no messages.");

    /// <summary>Refused: nothing can be sent there.</summary>
    public static Refusal Invalid { get; } = new("invalid-address", "Nothing can be sent to this address.");

    /// <summary>Refused: the address had many messages lately.</summary>
    public static Refusal Pace { get; } = new("pace", "This address had many messages lately.");

    /// <summary>Refused: a nurse must decide first on words of an emergency that came from the address.</summary>
    public static Refusal EmergencyUndecided { get; } =
        new("emergency-undecided", "Words of an emergency came from this address, and no nurse has decided yet.");

    /// <summary>Refused: nothing was ever sent to or received from the address.</summary>
    public static Refusal Unknown { get; } = new("address-unknown", "There is no such address.");

    /// <summary>Decides one command. Refused: <c>suppressed</c>, <c>invalid-address</c>, <c>emergency-undecided</c>,
    /// <c>pace</c>, <c>address-unknown</c>.</summary>
    public static D Decide(Address? state, AddressCommand command, Instant now) => (state, command) switch
    {
        (_, C.ClaimSend c) => Claim(state, c, now),
        // A person who says it again ends the consents that were given since; the provider only repeats itself.
        ({ } s, C.Suppress c) when s.SuppressionOf(SenderGroups.Clinic) is not null =>
            c.Referrals.Count == 0 || c.Why == SuppressionReason.Provider ? D.NoChange
                : new E.Suppressed(c.Channel, c.To, new Suppression(SenderGroups.Clinic, c.Why, now, c.Evidence),
                    c.Referrals, null),
        (_, C.Suppress c) => new E.Suppressed(c.Channel, c.To,
            new Suppression(SenderGroups.Clinic, c.Why, now, c.Evidence), c.Referrals, c.Confirm ? c.Language : null),
        ({ Invalid: not null }, C.MarkInvalid) => D.NoChange,
        (_, C.MarkInvalid c) => new E.BecameInvalid(c.Channel, c.To, new InvalidAddress(c.Code, now)),
        ({ } s, C.ReceiveText c) when s.Received.Contains(c.Text.Id) => D.NoChange,
        (_, C.ReceiveText c) => D.Accept(
            [new E.TextReceived(c.To, c.Text, now) { Reopens = c.Reopens, IsEmergency = c.IsEmergency },
                .. Effects(state, c, now)]),
        ({ Channel: MessageChannel.Email } s, C.Lift c)
            when s.SuppressionOf(SenderGroups.Clinic) is { } stop && stop.At < c.Since =>
            new E.Lifted(SenderGroups.Clinic, c.Evidence, c.Waiting),
        (_, C.Lift) => D.NoChange,
        (null, _) => Unknown,
        ({ Invalid: null }, C.MarkValid) => D.NoChange,
        ({ }, C.MarkValid c) => new E.BecameValid(c.Waiting) { Reason = c.Reason },
        // Messages to other addresses of the patients waited too, so this one has them judged again in any case.
        ({ }, C.DecideEmergency c) => new E.EmergencyDecided(c.Text, c.Waiting) { At = c.At },
        _ => throw new UnreachableException($"No rule for {command.GetType().Name}."),
    };

    /// <summary>When the pace allows another send; now or earlier when it does.</summary>
    /// <param name="isOfUnknown">True for an alert about an unknown sender.</param>
    public static Instant FreeAt(Address? state, MessageOccasion occasion, Instant now,
        bool isOfUnknown = false) => state is null ? now
        : MessageFamilies.IsAlert(occasion)
            ? After([.. state.Claims.Where(c => c.IsOfUnknown == isOfUnknown)], isOfUnknown
                ? AddressLimits.UnknownAlertsPerHour : AddressLimits.AlertsPerHour, Duration.FromHours(1), now)
            : Instant.Max(After(state.Claims, AddressLimits.PerHour, Duration.FromHours(1), now),
                After(state.Claims, AddressLimits.PerDay, Duration.FromDays(1), now));

    private static D Claim(Address? state, C.ClaimSend command, Instant now)
    {
        var isOwnAct = command.Occasion == MessageOccasion.StopConfirmed;
        if (state?.SuppressionOf(SenderGroups.Clinic) is not null && !isOwnAct) return Suppressed;
        if (state?.Invalid is not null) return Invalid;
        // An answer that staff wrote is not automatic. The confirmation of a stop is.
        if (state?.Emergency is not null && command.Occasion != MessageOccasion.Reply
            && TemplateParts.IsForPatient(command.Occasion)) return EmergencyUndecided;
        if (state?.Claims.Any(c => c.Message == command.Message && c.Attempt == command.Attempt) == true)
            return D.NoChange;
        if (!isOwnAct && command.Occasion != MessageOccasion.Reply
            && FreeAt(state, command.Occasion, now, command.IsOfUnknown) > now) return Pace;
        // The silos' clocks differ a little; the claims of one address never go back in time.
        var at = state is { Claims: [.., { At: var last }] } ? Instant.Max(last, now) : now;
        return new E.SendClaimed(command.Channel, command.To,
            new SendClaim(command.Message, command.Attempt, command.Referral, command.Occasion, at)
            {
                IsOfUnknown = command.IsOfUnknown,
            });
    }

    private static IEnumerable<AddressEvent> Effects(Address? state, C.ReceiveText command, Instant now)
    {
        var suppression = state?.SuppressionOf(SenderGroups.Clinic);
        var (channel, isText) = (command.Text.Channel, command.Text.Channel == MessageChannel.Sms);
        if (command.Effect is TextEffect.Stop or TextEffect.StopWrongNumber
            && (suppression is null || command.Referrals.Count > 0))
            yield return new E.Suppressed(channel, command.To,
                new Suppression(SenderGroups.Clinic,
                    isText ? SuppressionReason.Stop : SuppressionReason.Unsubscribe, now, command.Text.Id),
                command.Referrals,
                // One text confirms the first stop. A stranger with the number gets nothing more, and a mail none:
                // two programs could answer each other without end.
                isText && command.Effect == TextEffect.Stop && suppression is null ? command.Language : null);
        if (command.Effect is TextEffect.WrongNumber or TextEffect.StopWrongNumber && state?.Invalid is null)
            yield return new E.BecameInvalid(channel, command.To,
                new InvalidAddress(InvalidAddress.WrongNumber, now));
        if (command.Effect == TextEffect.Start && suppression is not null)
            yield return new E.Lifted(SenderGroups.Clinic, command.Text.Id, command.Waiting);
    }

    private static Instant After(IReadOnlyList<SendClaim> claims, int most, Duration within, Instant now) =>
        claims.Count < most ? now : claims[^most].At + within;
}
