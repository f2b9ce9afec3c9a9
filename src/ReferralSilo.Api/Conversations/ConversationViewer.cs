using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Contracts.Conversations;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Storage;

namespace ReferralSilo.Api.Conversations;

/// <summary>Converts conversations to what a caller sees. Patients whom the caller may not see are only
/// counted.</summary>
public sealed class ConversationViewer(ILedger ledger, ReferralMapper referrals)
{
    public async Task<ConversationView> View(string id, Conversation state, long version, Caller caller, Instant now,
        CancellationToken ct)
    {
        var seen = new List<Referral>();
        foreach (var patient in state.Patients)
        {
            if (await ledger.Read(new StreamId(ReferralMapper.StreamKind, patient.Referral.Value), ct) is not { } row)
                continue;
            var referral = referrals.Read(row.State.Span);
            if (caller.May(Permission.ReadPatients, AccessObject.Of(referral, now))) seen.Add(referral);
        }

        var ids = seen.Select(r => r.Case.Id).ToHashSet();
        return new ConversationView(id, version, state.Channel, state.To, state.IsOpen,
            [.. state.Lines.Select(line => line.Value)], [.. seen.Select(r => Patient(r, state))],
            state.Patients.Count - seen.Count, state.Owner, state.Turn?.Since.ToDateTimeOffset(),
            state.Turn?.DueAt.ToDateTimeOffset(),
            state.Emergency is { } e ? new(e.At.ToDateTimeOffset(), e.Phone, e.TakenBy) : null,
            [.. state.Entries.Select(entry => Entry(entry, ids))])
        {
            PassedOnAt = state.PassedOnAt?.ToDateTimeOffset(),
            OnCall = state.OnCall is { IsEmpty: false } run ? OnCallViews.Of(run, state.Alarms) : null,
        };
    }

    private static ConversationPatientView Patient(Referral referral, Conversation state) => new(
        referral.Case.ShownPatient?.Value, referral.Case.Patient.DisplayName, referral.Case.Id.Value,
        referral.Case.Number, referral.Case.ServiceLine.Value, referral is not (Referral.Ended or Referral.Closed),
        referral.Case.Patient.Language)
    {
        SafeContact = referral.Case.Copy?.SafeContact is { } safe ? ReferralViews.Safe(safe) : null,
        Deceased = referral.Case.Copy?.DeceasedAt is null ? null : true,
        Person = AddressOwners.IsPatients(referral, state.Channel, state.To) ? null
            : AddressOwners.Person(referral, state.Channel, state.To) is { } person ? Person(person, referral) : null,
    };

    /// <summary>Whom only the sender of another referral named is not named here.</summary>
    private static ConversationPersonView Person(RelatedPerson person, Referral referral)
    {
        var sent = person.SentWith is null || person.SentWith == referral.Case.Id ? person.Sent : null;
        return new(person.Name ?? sent?.Name, person.Relationship, sent?.Relationship, person.IsConfirmed,
            person.ReceivesDetails == true)
        {
            Private = MessageReceivers.TopicOf(referral.Case) is null ? null : true, Removed = person.Removed,
        };
    }

    private static ConversationEntryView Entry(ConversationEntry entry, HashSet<ReferralId> seen) => new(entry.Kind,
        entry.At.ToDateTimeOffset(), entry.Text, entry.By, entry.Effect, entry.Concern,
        // What another patient was written is not named either.
        entry.Answers is { } a && (a.Referral is not { } about || seen.Contains(about))
            ? new(a.Message, a.Occasion, a.Referral?.Value) : null, entry.Decision,
        Seen(entry.Referral, seen))
    {
        Mail = entry.Mail is { } mail ? new(mail.Subject, mail.Attachments, mail.IsCut)
        {
            WrittenAt = mail.WrittenAt?.ToDateTimeOffset(), InQuote = mail.InQuote,
        } : null,
    };

    private static string? Seen(ReferralId? referral, HashSet<ReferralId> seen) =>
        referral is { } known && seen.Contains(known) ? known.Value : null;
}
