using System.Text.Json;
using Microsoft.AspNetCore.Components.Authorization;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Messages;
using ReferralSilo.Api.Patients;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Messages;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Domain.Stored;

namespace ReferralSilo.Host.Screens;

/// <summary>The records of patients for the signed-in user of a screen: the same service, checks of the body and
/// permissions as the API.</summary>
public sealed class ScreenPatients(PatientService patients, MessageService messages, OperationNames names,
    AccessRevocationMonitor rights, AuthenticationStateProvider authentication) : IPatientsApi
{
    public Task<Answer<PatientView>> Patient(string id, CancellationToken ct = default) =>
        Allowed(Permission.ReadPatientRecords, Unread,
            async caller => (await patients.Read(id, caller, ct)).AsAnswer());

    public Task<Answer<Page<ReferralView>>> Referrals(string id, CancellationToken ct = default) =>
        Allowed(Permission.ReadPatientRecords, Unread, caller => patients.Referrals(id, caller));

    public Task<Answer<Page<MessageView>>> Messages(string id, CancellationToken ct = default) =>
        Allowed(Permission.ReadPatientRecords, Unread, caller => patients.Messages(id, caller));

    public Task<Answer<PatientView>> Correct(string id, CorrectPatientInput input, PatientChange change,
        CancellationToken ct = default) =>
        Send(id, "correct", input, change, (body, request) => patients.Correct(id, body, request));

    public Task<Answer<PatientView>> Record(string id, PatientConsentInput input, PatientChange change,
        CancellationToken ct = default) =>
        Send(id, "consents", input, change, (body, request) => patients.Record(id, body, request));

    public Task<Answer<PatientView>> AddRelated(string id, RelatedPersonDetailsInput input, PatientChange change,
        CancellationToken ct = default) =>
        Send(id, "related-people", input, change, (body, request) => patients.AddRelated(id, body, request));

    public Task<Answer<PatientView>> CorrectRelated(string id, string person, RelatedPersonDetailsInput input,
        PatientChange change, CancellationToken ct = default) => Send(id, $"related-people {person} correct", input,
            change, (body, request) => patients.CorrectRelated(id, person, body, request));

    public Task<Answer<PatientView>> RemoveRelated(string id, string person, RemoveRelatedPersonInput input,
        PatientChange change, CancellationToken ct = default) => Send(id, $"related-people {person} remove", input,
            change, (body, request) => patients.RemoveRelated(id, person, body, request));

    public Task<Answer<PatientView>> MarkValid(string id, MarkAddressValid address, CancellationToken ct = default) =>
        Allowed(Permission.ScheduleReferral, ProblemFor.OutcomeUnknown(null), async caller =>
        {
            var body = JsonBody.Parse<MarkAddressValid>(
                JsonSerializer.SerializeToUtf8Bytes(address, ContractsJson.Options));
            if (body.Problem is { } bad) return new Answer<PatientView>(null, bad);
            var shown = (await patients.Read(id, caller, ct)).AsAnswer();
            if (shown.Value is not { } view) return shown;
            if (view.Actions.Count == 0 || view.AddressProblems.All(p => p.Address != address.Address))
                return new Answer<PatientView>(null, ProblemFor.Code(ProblemCodes.NotFound));
            return await messages.MarkValid(body.Value!, caller) is { } problem
                ? new Answer<PatientView>(null, problem) : (await patients.Read(id, caller, ct)).AsAnswer();
        });

    public Task<Answer<PatientView>> RecordPrivacy(string id, PrivateTopicInput input, PatientChange change,
        CancellationToken ct = default) =>
        Send(id, "private", input, change, (body, request) => patients.RecordPrivacy(id, body, request));

    public Task<Answer<PatientView>> RecordDeath(string id, PatientDeathInput input, PatientChange change,
        CancellationToken ct = default) =>
        Send(id, "deceased", input, change, (body, request) => patients.RecordDeath(id, body, request));

    public Task<Answer<PatientView>> Merge(string id, MergePatientInput input, PatientChange change,
        CancellationToken ct = default) =>
        Send(id, "merge", input, change, (body, request) => patients.Merge(id, body, request));

    public Task<Answer<PatientView>> Unmerge(string id, UnmergePatientInput input, PatientChange change,
        CancellationToken ct = default) =>
        Send(id, "unmerge", input, change, (body, request) => patients.Unmerge(id, body, request));

    private Task<Answer<PatientView>> Send<TBody>(string id, string command, TBody input, PatientChange change,
        Func<TBody, ApiRequest, Task<SettingAnswer<PatientView>>> send) where TBody : class =>
        // A failure after the commit, when the answer is read, must not say that nothing was changed.
        Allowed(Permission.ScheduleReferral, ProblemFor.OutcomeUnknown(ApiRequest.StatusPathOf(change.Operation)),
            async caller =>
        {
            // As the API reads it: texts cleaned, and too long ones refused at their field.
            var body = JsonBody.Parse<TBody>(JsonSerializer.SerializeToUtf8Bytes(input, ContractsJson.Options));
            if (body.Problem is { } bad) return new Answer<PatientView>(null, bad);
            var request = new ApiRequest(caller, change.Operation,
                names.Of(caller, change.Operation, $"screen patient {id} {command}\n{body.Hash}"), change.IfVersion);
            return (await send(body.Value!, request)).AsAnswer();
        });

    private static Problem Unread => ProblemFor.Code(ProblemCodes.Unavailable);

    /// <summary>An exception would end the screen, with what the person has typed.</summary>
    private async Task<Answer<T>> Allowed<T>(Permission permission, Problem away, Func<Caller, Task<Answer<T>>> ask)
        where T : class
    {
        var caller = await ScreenUser.Of(authentication, rights);
        var right = AccessPolicy.Decide(caller, permission, AccessObject.None);
        if (!right.Allowed) return new Answer<T>(null, right.AsProblem());
        try
        {
            return await ask(caller);
        }
        catch (Exception e) when (NewerFormException.In(e) is not null)
        {
            return new Answer<T>(null, ProblemFor.Code(ProblemCodes.NewerData));
        }
        catch (Exception e) when (GrainCalls.IsTransient(e) || e is RightsUnknownException)
        {
            return new Answer<T>(null, away);
        }
    }
}
