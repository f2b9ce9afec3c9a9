using ReferralSilo.Console.Actions;

namespace ReferralSilo.Console.Patients;

/// <summary>The form that is open on the page of a patient; one at a time.</summary>
public enum PatientForm
{
    /// <summary>None.</summary>
    None,
    /// <summary>Correction of the patient.</summary>
    Correction,
    /// <summary>A consent.</summary>
    Consent,
    /// <summary>That the patient died, or lives.</summary>
    Death,
    /// <summary>A guardian, caregiver or other person.</summary>
    Related,
    /// <summary>Why one of them is removed.</summary>
    Removal,
    /// <summary>How it is known that an address works.</summary>
    Valid,
    /// <summary>What the patient keeps private.</summary>
    Private,
    /// <summary>Two records side by side.</summary>
    Merge,
    /// <summary>Separation of a merged record.</summary>
    Unmerge,
}

/// <summary>A command that waits for a yes.</summary>
/// <param name="Ask">The question.</param>
/// <param name="Command">What is sent on yes.</param>
internal sealed record PatientQuestion(Confirmation Ask, PatientCommand Command);
