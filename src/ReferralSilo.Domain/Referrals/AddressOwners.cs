using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Referrals;

/// <summary>Whose a number or mailbox is, as a referral knows: the patient's, or that of a related person.</summary>
public static class AddressOwners
{
    /// <summary>True for the patient's: among the numbers and the mailbox, the safe number, or named for what is kept
    /// private.</summary>
    /// <param name="state">The referral.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="to">An E.164 number, or a mailbox in any case.</param>
    public static bool IsPatients(Referral state, MessageChannel channel, string to)
    {
        var (patient, topic) = (state.Case.Patient, MessageReceivers.TopicOf(state.Case));
        return channel == MessageChannel.Sms
            ? patient.Phones.Any(p => p.E164 == to) || state.Case.Copy?.SafeContact?.Phone?.E164 == to
                || topic?.Phone?.E164 == to
            : Is(patient.Email, to) || Is(topic?.Email, to);
    }

    /// <summary>The related person who has the address, one whom staff confirmed first; null for none. One who was
    /// removed has it still.</summary>
    /// <param name="state">The referral.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="to">An E.164 number, or a mailbox in any case.</param>
    public static RelatedPerson? Person(Referral state, MessageChannel channel, string to) =>
        People(state.Case).Where(p => channel == MessageChannel.Sms ? p.Has(new PhoneNumber(to))
                : p.Has(new EmailAddress(to)))
            .OrderBy(p => p.IsConfirmed ? 0 : p.Removed is null ? 1 : 2).FirstOrDefault();

    /// <summary>The numbers of related people who were not removed, as far as what was written can be read.</summary>
    public static IEnumerable<PhoneNumber> Numbers(ReferralCase referral)
    {
        foreach (var person in People(referral).Where(p => p.Removed is null))
        {
            if (person.Phone is { } phone) yield return phone;
            foreach (var number in WrittenAddresses.Phones(person.Sent?.Phone, referral.Patient.Location?.Country))
                yield return new PhoneNumber(number);
        }
    }

    /// <summary>One whom only a sender named.</summary>
    internal static RelatedPerson Unconfirmed(SentContact contact) => new("", default) { Sent = contact };

    /// <summary>Those of the record, and those whom the sender of this referral named.</summary>
    private static IEnumerable<RelatedPerson> People(ReferralCase referral)
    {
        var known = referral.Copy?.Related ?? [];
        return known.Concat((referral.Patient.Contacts ?? []).Where(c => known.All(p => p.Sent != c))
            .Select(Unconfirmed));
    }

    private static bool Is(EmailAddress? email, string to) =>
        string.Equals(email?.Value, to, StringComparison.OrdinalIgnoreCase);
}
