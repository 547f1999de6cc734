/* Owns positions that people gave to records whose location is said in the same words. Knows nothing of the
 * gazetteer: what a person saw beats what a map says. */
#include "rungs.h"

#include "base/crs.h"
#include "registry/learnt.h"
#include "score.h"
#include "uncertainty.h"

#include <math.h>

static void offer_learnt(struct ter_offers *offers, const struct ter_learnt *learnt, double radius_m)
{
    const char *en = learnt->surveyed ? "surveyed" : "placed by hand";
    const char *zh = learnt->surveyed ? "测量" : "人工标定";
    ter_offer(offers, TER_PRECISION_PLACE, learnt->at, radius_m, NULL,
        ter_format("where %s %s was %s, whose location is said in the same words",
            learnt->layer->title.text[TER_EN], learnt->code, en),
        ter_format("取%s%s%s的位置（位置描述相同）", learnt->layer->title.text[TER_ZH], learnt->code, zh));
}

bool ter_rung_learnt(struct ter_offers *offers, struct ter_error *err)
{
    const struct ter_session *session = offers->scene->session;
    const struct ter_geocode_query *query = offers->scene->query;
    const struct ter_learnt *learnt;
    (void)err;
    size_t count = session->learnt && query->text && *query->text
                       ? ter_learnt_find(session->learnt, query->text, query->township, query->road, &learnt)
                       : 0;
    double radius_m = 0;
    for (size_t i = 0; i < count; i++)
        radius_m = fmax(radius_m,
            ter_distance_m(learnt[0].at, learnt[i].at) + learnt[i].uncertainty_m + ter_learnt_reach_m());
    if (count && radius_m <= ter_learnt_widest_m())
        offer_learnt(offers, learnt, radius_m);
    for (size_t i = 0; count && radius_m > ter_learnt_widest_m() && i < count; i++)
        ter_offer_candidate(offers, learnt[i].at, ter_clue_weight(TER_CLUE_SEVERAL),
            ter_format("%s %s, whose location is said in the same words", learnt[i].layer->title.text[TER_EN],
                learnt[i].code),
            ter_format("%s%s（位置描述相同）", learnt[i].layer->title.text[TER_ZH], learnt[i].code));
    return true;
}
