using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Domain.Patients;
using ReferralSilo.Domain.Text;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Api.Patients;

/// <summary>Guardians and caregivers, and what a patient keeps private from them.</summary>
public sealed partial class PatientService
{
    /// <summary>Adds a guardian, caregiver or other person.</summary>
    public Task<SettingAnswer<PatientView>> AddRelated(string id, RelatedPersonDetailsInput input,
        ApiRequest request) => Save(id, Guid.CreateVersion7().ToString("N"), input, isNew: true, request);

    /// <summary>Replaces what is known of a person, and confirms one whom only a sender named.</summary>
    public Task<SettingAnswer<PatientView>> CorrectRelated(string id, string person, RelatedPersonDetailsInput input,
        ApiRequest request) => Save(id, person, input, isNew: false, request);

    /// <summary>Removes a person from the record.</summary>
    public async Task<SettingAnswer<PatientView>> RemoveRelated(string id, string person,
        RemoveRelatedPersonInput input, ApiRequest request)
    {
        input = CleanText.CleanRecord(input, dropControls: true);
        return string.IsNullOrWhiteSpace(input.Reason) ? ProblemFor.Input("/reason", "Say why.")
            : await Send(id, new PatientCommand.RemoveRelatedPerson(person, input.Reason), request);
    }

    /// <summary>Records what the patient keeps private.</summary>
    public async Task<SettingAnswer<PatientView>> RecordPrivacy(string id, PrivateTopicInput input, ApiRequest request)
    {
        if (await Find(id, request.Caller, Permission.ScheduleReferral) is not { } found)
            return ProblemFor.Code(ProblemCodes.NotFound);
        var (topic, reason, errors) = RelatedPersonParser.Parse(input, found.Record.Shown.Location?.Country);
        if (topic is null) return ProblemFor.Input(errors);
        var now = clock.GetCurrentInstant();
        if (topic.ServiceLine is { } line
            && !request.Caller.May(Permission.ScheduleReferral, AccessObject.ServiceLine(line.Value)))
            return ProblemFor.Input("/serviceLine", "There is no such service line.");
        if (topic.Referral is { } referral && !found.Referrals.Any(r => r.State.Case.Id == referral
            && request.Caller.May(Permission.ScheduleReferral, AccessObject.Of(r.State, now))))
            return ProblemFor.Input("/referral", "The patient has no such referral.");
        return await Send(id, new PatientCommand.RecordPrivacy(topic, reason!), request);
    }

    private async Task<SettingAnswer<PatientView>> Save(string id, string person, RelatedPersonDetailsInput input,
        bool isNew, ApiRequest request)
    {
        if (await Find(id, request.Caller, Permission.ScheduleReferral) is not { } found)
            return ProblemFor.Code(ProblemCodes.NotFound);
        var (read, reason, errors) = RelatedPersonParser.Parse(input, person, needsReason: !isNew,
            found.Record.Shown.Location?.Country, CivilTime.LatestDay(clock.GetCurrentInstant()));
        return read is null ? ProblemFor.Input(errors)
            : await Send(id, isNew ? new PatientCommand.AddRelatedPerson(read, reason)
                : new PatientCommand.CorrectRelatedPerson(read, reason!), request);
    }
}
