using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Conversations;

namespace ReferralSilo.Console.Conversations;

/// <summary>For which patients the number of a conversation can be called. A note of one patient says nothing about
/// another one who has the same number.</summary>
public sealed class SenderNumber(ConversationView view)
{
    private readonly bool _isNumber = view.Channel == MessageChannel.Sms;

    private IEnumerable<ConversationPatientView> Living => view.Patients.Where(p => p.Deceased != true);

    /// <summary>Living patients with another safe number. None for a mailbox.</summary>
    public IReadOnlyList<ConversationPatientView> NotSafeFor =>
        _isNumber ? [.. Living.Where(p => p.SafeContact?.Phone is { } safe && safe != view.From)] : [];

    /// <summary>Names of the living patients who can be called there. Those of other lines are one of them.</summary>
    public IReadOnlyList<string> CallableFor => !_isNumber ? [] :
    [
        .. Living.Except(NotSafeFor).Select(p => p.Name),
        .. view.OtherPatients > 0 ? ["a patient of another line"] : (string[])[],
    ];

    /// <summary>True when the number can be dialled: for one of the patients, or of an unknown sender. Not when it
    /// passed to others.</summary>
    public bool MayDial => _isNumber && view.PassedOnAt is null && (view.Patients.Count == 0 || CallableFor.Count > 0);
}
