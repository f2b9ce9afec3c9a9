using System.Text.Json.Nodes;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Host.Tests.Fhir;

/// <summary>Formats in which real systems send referrals (I8), based on their published examples.</summary>
public sealed class FhirSenderFormsTests
{
    [Theory]
    [InlineData("batch")]
    [InlineData("collection")]
    [InlineData("message")]
    [InlineData("document")]
    public void Bundle_of_any_type_with_one_request_is_accepted(string type)
    {
        var bundle = AResource.Transaction();
        bundle["type"] = type;
        if (type != "batch")
            foreach (var entry in bundle["entry"]!.AsArray()) entry!.AsObject().Remove("request");
        Assert.Equivalent(AResource.Accepted(AResource.Transaction()).Input, AResource.Accepted(bundle).Input,
            strict: true);
    }

    [Theory]
    [InlineData("""{ "method": "PUT", "url": "Patient/dana" }""")]
    [InlineData("""{ "method": "PUT", "url": "Patient?identifier=urn:mrn|7" }""")]
    [InlineData("""{ "method": "POST", "url": "Patient", "ifNoneExist": "identifier=urn:mrn|7" }""")]
    [InlineData("""{ "method": "PUT", "url": "Patient/dana", "ifMatch": "W/\"3\"" }""")]
    [InlineData("""{ "method": "POST", "url": "/Patient/" }""")]
    public void Patient_by_put_or_if_none_exist_is_accepted(string request)
    {
        var bundle = AResource.Transaction();
        bundle["entry"]![0]!["request"] = JsonNode.Parse(request);
        Assert.Equal("Okafor", AResource.Accepted(bundle).Input!.Patient!.FamilyName);
    }

    [Fact]
    public void Conditional_put_of_a_request_is_a_conditional_create()
    {
        var bundle = AResource.Transaction();
        bundle["entry"]![1]!["request"] =
            JsonNode.Parse("""{ "method": "PUT", "url": "ServiceRequest?identifier=urn:lakeside:order|A-1009" }""");
        AResource.Accepted(bundle);
        bundle["entry"]![1]!["request"] = JsonNode.Parse("""{ "method": "PUT", "url": "ServiceRequest/77" }""");
        Assert.Equal("Bundle.entry[1].request.method", AResource.Refused(bundle).Expression);
    }

    [Theory]
    [InlineData("Provenance")]
    [InlineData("DocumentReference")]
    [InlineData("Observation")]
    [InlineData("Encounter")]
    [InlineData("Appointment")]
    [InlineData("Consent")]
    [InlineData("Composition")]
    [InlineData("QuestionnaireResponse")]
    [InlineData("NoSuchType")]
    public void Entry_that_is_not_kept_gets_a_warning(string type)
    {
        var bundle = AResource.Transaction();
        // Malformed on purpose: the entry is not read.
        bundle["entry"]!.AsArray()
            .Add(AResource.Entry("urn:uuid:x",
            AResource.Parse(
            $$"""{ "resourceType": "{{type}}", "id": "x", "status": 7, "content": "y", "foo": [ null ] }""")));
        var mapped = AResource.Accepted(bundle);
        Assert.Contains(mapped.Warnings, warning =>
            warning.Field.StartsWith("Bundle.entry[3].resource", StringComparison.Ordinal));
        Assert.Equivalent(AResource.Accepted(AResource.Transaction()).Input, mapped.Input, strict: true);
    }

    [Fact]
    public void Unreferenced_entry_gets_a_warning_and_does_not_refuse_the_referral()
    {
        var bundle = AResource.Transaction();
        bundle["entry"]!.AsArray().Add(AResource.Entry("urn:uuid:other", AResource.Patient()));
        var warning = Assert.Single(AResource.Accepted(bundle).Warnings);
        Assert.Equal(("Bundle.entry[3].resource", "entry-not-referred"), (warning.Field, warning.Code));
    }

    /// <summary>BSeR: a message with a MessageHeader, a Task and a role; identifiers without a system; a
    /// guardian.</summary>
    [Fact]
    public void Message_in_the_style_of_bser_is_accepted()
    {
        var mapped = AResource.Accepted(AResource.Parse("""
            {
              "resourceType": "Bundle", "type": "message", "timestamp": "2031-03-03T08:00:00Z",
              "entry": [
                {
                  "fullUrl": "http://bser.example/MessageHeader/h",
                  "resource": {
                    "resourceType": "MessageHeader", "id": "h",
                    "eventCoding": { "system": "urn:x", "code": "referral" },
                    "source": { "endpoint": "http://bser.example" }, "focus": [ { "reference": "Task/t" } ]
                  }
                },
                {
                  "fullUrl": "http://bser.example/Task/t",
                  "resource": {
                    "resourceType": "Task", "id": "t", "status": "requested", "intent": "order", "priority": "urgent",
                    "focus": { "reference": "ServiceRequest/s" }, "for": { "reference": "Patient/p" }
                  }
                },
                {
                  "fullUrl": "http://bser.example/ServiceRequest/s",
                  "resource": {
                    "resourceType": "ServiceRequest", "id": "s", "status": "active", "intent": "order",
                    "authoredOn": "2031-03-01",
                    "identifier": [
                      {
                        "type": {
                          "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "PLAC" } ]
                        },
                        "value": "77-1"
                      }
                    ],
                    "code": {
                      "coding": [
                        {
                          "system": "http://snomed.info/sct", "code": "408289007",
                          "display": "Refer to weight management program"
                        }
                      ]
                    },
                    "subject": { "reference": "Patient/p" }, "requester": { "reference": "PractitionerRole/r" },
                    "supportingInfo": [ { "reference": "Observation/o" } ]
                  }
                },
                {
                  "fullUrl": "http://bser.example/Patient/p",
                  "resource": {
                    "resourceType": "Patient", "id": "p", "meta": { "profile": [ "x" ] },
                    "text": { "status": "generated", "div": "<div>x</div>" },
                    "identifier": [
                      {
                        "type": {
                          "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR" } ]
                        },
                        "system": "urn:mrn", "value": "M-1"
                      }
                    ],
                    "name": [ { "family": "Kid", "given": [ "Sam" ], "suffix": [ "Jr." ] } ], "gender": "male",
                    "birthDate": "2025-05-05", "address": [ { "state": "CO", "city": "Boulder" } ]
                  }
                },
                {
                  "fullUrl": "http://bser.example/RelatedPerson/g",
                  "resource": {
                    "resourceType": "RelatedPerson", "id": "g", "patient": { "reference": "Patient/p" },
                    "relationship": [
                      {
                        "coding": [
                          {
                            "system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "GUARD",
                            "display": "guardian"
                          }
                        ]
                      }
                    ],
                    "name": [ { "text": "Ada Kid" } ],
                    "telecom": [
                      { "system": "phone", "value": "303-555-0177" }, { "value": "303-555-0178" },
                      { "system": "phone", "use": "old", "value": "303-555-0179" },
                      { "system": "email", "value": "ada@example.org" }
                    ]
                  }
                },
                {
                  "fullUrl": "http://bser.example/PractitionerRole/r",
                  "resource": {
                    "resourceType": "PractitionerRole", "id": "r", "practitioner": { "reference": "Practitioner/d" },
                    "organization": { "reference": "Organization/c" }
                  }
                },
                {
                  "fullUrl": "http://bser.example/Practitioner/d",
                  "resource": { "resourceType": "Practitioner", "id": "d", "name": [ { "family": "Doc" } ] }
                },
                {
                  "fullUrl": "http://bser.example/Organization/c",
                  "resource": { "resourceType": "Organization", "id": "c", "name": "Clinic" }
                },
                {
                  "fullUrl": "http://bser.example/Observation/o",
                  "resource": {
                    "resourceType": "Observation", "id": "o", "status": "final", "code": { "text": "BMI" },
                    "valueQuantity": { "value": 31 }
                  }
                }
              ]
            }
            """));
        var input = mapped.Input!;
        Assert.Equal(Priority.Urgent, input.Priority);
        Assert.Equal(("Sam", "Kid Jr.", "male"),
            (input.Patient!.GivenName, input.Patient.FamilyName, input.Patient.Gender));
        // The addresses of the guardian stay with the guardian.
        Assert.Equal((0, null), (input.Patient.Phones!.Count, input.Patient.Email));
        Assert.Equal([new RelatedPersonInput("Ada Kid", "guardian", "303-555-0177; 303-555-0178", "ada@example.org")],
            input.Patient.Contacts);
        Assert.Equal([new PatientIdentifierInput("M-1", "urn:mrn", "MR")], input.Patient.Identifiers);
        Assert.Equal(("Doc", "Clinic"), (input.Referrer!.Name, input.Referrer.Practice));
        Assert.Contains(mapped.Warnings, warning => warning.Code == "reached-through-guardian");
        Assert.Contains(mapped.Warnings, warning =>
            warning.Field.StartsWith("Bundle.entry[8]", StringComparison.Ordinal));
    }

    /// <summary>Epic and 360X by way of HL7 v2: OIDs for systems, urn fullUrls, relative references, contained
    /// coverage.</summary>
    [Fact]
    public void Transaction_in_the_style_of_an_ehr_is_accepted()
    {
        var input = AResource.Accepted(AResource.Parse("""
            {
              "resourceType": "Bundle", "type": "transaction",
              "entry": [
                {
                  "fullUrl": "urn:uuid:patient-1",
                  "resource": {
                    "resourceType": "Patient", "id": "eq081-VQEgP8drUUqCWzHfw3", "active": true,
                    "extension": [
                      {
                        "url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race",
                        "extension": [ { "url": "text", "valueString": "x" } ]
                      }
                    ],
                    "name": [ { "use": "official", "text": "Lin, Derrick", "family": "Lin", "given": [ "Derrick" ] } ],
                    "telecom": [ { "value": "785-555-5555" }, { "system": "email", "value": "lin@example.org" } ],
                    "communication": [
                      {
                        "language": {
                          "coding": [
                            { "system": "urn:oid:2.16.840.1.113883.6.99", "code": "spa", "display": "Spanish" }
                          ],
                          "text": "Spanish"
                        }
                      }
                    ],
                    "address": [
                      {
                        "use": "home", "line": [ "123 Main St", "Apt 4" ], "city": "Denver", "state": "CO",
                        "postalCode": "80202", "country": "USA"
                      }
                    ]
                  },
                  "request": { "method": "PUT", "url": "Patient/eq081-VQEgP8drUUqCWzHfw3" }
                },
                {
                  "fullUrl": "urn:uuid:order-1",
                  "resource": {
                    "resourceType": "ServiceRequest", "status": "active", "intent": "original-order",
                    "category": [
                      {
                        "coding": [
                          { "system": "http://snomed.info/sct", "code": "3457005", "display": "Patient referral" }
                        ],
                        "text": "Referral"
                      }
                    ],
                    "code": {
                      "coding": [ { "system": "urn:oid:2.16.840.1.113883.6.12", "code": "99242" } ], "text": "Consult"
                    },
                    "subject": { "reference": "Patient/eq081-VQEgP8drUUqCWzHfw3" },
                    "reasonCode": [
                      {
                        "coding": [
                          { "system": "urn:oid:2.16.840.1.113883.6.90", "code": "F41.1 ", "display": "GAD" },
                          { "code": "R45851", "display": "Suicidal ideations" }
                        ]
                      }
                    ],
                    "requester": { "reference": "urn:uuid:doc-1", "display": "Physician Family Medicine" }
                  },
                  "request": { "method": "POST", "url": "ServiceRequest" }
                },
                {
                  "fullUrl": "urn:uuid:doc-1",
                  "resource": {
                    "resourceType": "Practitioner",
                    "identifier": [ { "system": "urn:oid:2.16.840.1.113883.4.6", "value": "1234567893" } ],
                    "name": [ { "text": "Dr. Family" } ]
                  },
                  "request": {
                    "method": "POST", "url": "Practitioner",
                    "ifNoneExist": "identifier=http://hl7.org/fhir/sid/us-npi|1234567893"
                  }
                }
              ]
            }
            """)).Input!;
        Assert.Equal(
            [new("urn:oid:2.16.840.1.113883.6.90", "F41.1", "GAD"),
            new CodeInput("http://hl7.org/fhir/sid/icd-10-cm", "R45851", "Suicidal ideations")], input.Reason!.Codes);
        Assert.Equal(("1234567893", "Dr. Family"), (input.Referrer!.Npi, input.Referrer.Name));
        Assert.Equal(["+17855555555"], input.Patient!.Phones);
        Assert.Equal("spa", input.Patient.Language);
        Assert.Equal(["123 Main St", "Apt 4"], input.Patient.Address!.Lines);
        Assert.Equal([new CodeInput("urn:oid:2.16.840.1.113883.6.12", "99242")], input.Order!.Service!.Codes);
        Assert.Equal("Referral", Assert.Single(input.Order.Categories!).Text);
    }
}
