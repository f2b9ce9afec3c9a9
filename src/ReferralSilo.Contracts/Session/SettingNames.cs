namespace ReferralSilo.Contracts.Session;

/// <summary>The values of <see cref="SessionView.Settings"/>.</summary>
public static class SettingNames
{
    /// <summary>Service lines and their rules.</summary>
    public const string ServiceLines = "service-lines";

    /// <summary>Profiles of clinicians.</summary>
    public const string Clinicians = "clinicians";

    /// <summary>Weekly availability, time off and extra time of clinicians.</summary>
    public const string Availability = "availability";

    /// <summary>The same of the clinician of the account only.</summary>
    public const string OwnAvailability = "own-availability";

    /// <summary>Referral sources.</summary>
    public const string Sources = "sources";

    /// <summary>Campaigns of referral sources.</summary>
    public const string Campaigns = "campaigns";

    /// <summary>Writing of message templates.</summary>
    public const string Templates = "templates";

    /// <summary>Decisions about message templates.</summary>
    public const string TemplateApproval = "template-approval";

    /// <summary>Mails of the clinic's mailbox that were set aside.</summary>
    public const string Mails = "mails";
}
